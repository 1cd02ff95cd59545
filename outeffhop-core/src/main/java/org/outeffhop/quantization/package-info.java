/** Post-training quantization: grids, calibrated ranges, and running a model on the grids. */
package org.outeffhop.quantization;
