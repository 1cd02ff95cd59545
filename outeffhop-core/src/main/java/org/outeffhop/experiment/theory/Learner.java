package org.outeffhop.experiment.theory;

/** Something that is trained on samples, drawn from libtorch's generator. */
interface Learner {
  Trained train(int samples);
}
