/** Stored models, quantized in many ways, and what predicts the cost. */
package org.outeffhop.experiment.quantize;
