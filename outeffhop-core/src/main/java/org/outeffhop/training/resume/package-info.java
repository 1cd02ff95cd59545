/** Checkpoints of training, from which it continues exactly. */
package org.outeffhop.training.resume;
