/** What a checkpoint is, and what it does on a text. */
package org.outeffhop.experiment.checkpoint;
