package org.outeffhop.experiment.convert;

import org.outeffhop.conversion.ConversionConfig;

record ConversionRecipe(ConversionConfig config, int texts, int briefTexts) {}
