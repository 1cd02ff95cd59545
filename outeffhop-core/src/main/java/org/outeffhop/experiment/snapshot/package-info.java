/** What a model's heads and activations look like on one batch, to be stored beside a run. */
package org.outeffhop.experiment.snapshot;
