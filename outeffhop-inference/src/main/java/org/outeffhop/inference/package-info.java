/** Runs exported models: fills masks, continues text, classifies images and forecasts series. */
package org.outeffhop.inference;
