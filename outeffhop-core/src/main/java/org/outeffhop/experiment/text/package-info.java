/** Language models pretrained on text. */
package org.outeffhop.experiment.text;
