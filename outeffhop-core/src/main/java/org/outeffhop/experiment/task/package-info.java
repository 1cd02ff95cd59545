/**
 * One {@link org.outeffhop.experiment.task.Task} for each kind of data: the only place that knows a
 * kind's batches, outputs, loss, metrics, quantization, graph inputs and companion files. What is
 * done with any of them, such as training, quantization, export and conversion, is written once,
 * over tasks.
 */
package org.outeffhop.experiment.task;
