/** Vision transformers trained to classify images. */
package org.outeffhop.experiment.image;
