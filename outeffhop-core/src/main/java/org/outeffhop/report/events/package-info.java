/** Runs as event files, which TensorBoard reads. */
package org.outeffhop.report.events;
