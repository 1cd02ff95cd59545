/** Stored models exported as ONNX, with what is needed to run them. */
package org.outeffhop.experiment.onnx;
