/** Stored models, opened with what they are calibrated and measured on. */
package org.outeffhop.experiment.stored;
