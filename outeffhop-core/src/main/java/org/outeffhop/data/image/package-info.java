/** Labelled images: readers, batches and the augmentation of training images. */
package org.outeffhop.data.image;
