/** Labelled images: readers, batches and what is changed in images while a model is trained. */
package org.outeffhop.data.image;
