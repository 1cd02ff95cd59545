/** Forecasts of several series with STanHop-Net under every attention method. */
package org.outeffhop.experiment.forecast;
