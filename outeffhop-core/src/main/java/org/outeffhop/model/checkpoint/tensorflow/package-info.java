/**
 * Tensors of the checkpoints that TensorFlow 1 writes ({@code model.ckpt.index} with its data
 * files, or {@code variables} of a SavedModel), and Google's names of BERT's variables.
 */
package org.outeffhop.model.checkpoint.tensorflow;
