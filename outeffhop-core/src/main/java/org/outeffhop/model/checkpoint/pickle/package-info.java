/**
 * Tensors of the files that PyTorch's {@code torch.save} writes, read without running what their
 * pickles ask for.
 */
package org.outeffhop.model.checkpoint.pickle;
