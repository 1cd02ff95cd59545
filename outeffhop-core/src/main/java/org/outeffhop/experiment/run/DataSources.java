package org.outeffhop.experiment.run;

import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.series.TimeSeries;

/**
 * What models can be trained on, a kind of data each.
 *
 * @param text of language models
 * @param images of classifiers
 * @param series of forecasts
 * @param split how the series are divided; empty: as the recipe says
 * @param cache the folder of encoded text, shared by comparisons
 */
public record DataSources(
    TextCorpus text,
    ImageSource images,
    TimeSeries series,
    Optional<SeriesSplit> split,
    Path cache) {}
