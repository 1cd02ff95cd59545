/**
 * Scales moved from activations into weights before quantization, so that the model computes the
 * same function and its activations suit a grid better.
 */
package org.outeffhop.quantization.migration;
