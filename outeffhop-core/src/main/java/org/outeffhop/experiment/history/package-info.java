/** Finished runs, read back from their folders. */
package org.outeffhop.experiment.history;
