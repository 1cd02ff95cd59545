/** Exported graphs in ONNX Runtime, checked before it has them. */
package org.outeffhop.runtime;
