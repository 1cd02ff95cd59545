/**
 * Layers that every transformer has and that have nothing to do with Hopfield networks: linear
 * layers, norms, activations, and the {@link org.outeffhop.nn.ForwardContext} of a pass.
 */
package org.outeffhop.nn;
