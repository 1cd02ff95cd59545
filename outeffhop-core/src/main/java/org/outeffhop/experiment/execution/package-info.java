/** Simulated eight bits against executed ones: quality, files and speed of exported models. */
package org.outeffhop.experiment.execution;
