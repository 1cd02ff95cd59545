/** Models as ONNX graphs, in float32 and in eight bits, and their execution in ONNX Runtime. */
package org.outeffhop.export;
