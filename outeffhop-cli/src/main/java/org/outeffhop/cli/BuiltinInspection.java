package org.outeffhop.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.inspection.Inspection;
import org.outeffhop.series.TimeSeries;

/** What {@code data check} finds in the data that come with the project. */
final class BuiltinInspection {
  private BuiltinInspection() {}

  /** Text, images and series. */
  static List<Inspection> all() throws IOException {
    return List.of(
        text(DataArguments.BUILTIN, TextCorpus.builtin()),
        text("glosses", TextCorpus.glosses()),
        text("back-copy", TextCorpus.named("back-copy")),
        images(),
        series());
  }

  private static Inspection text(String word, TextCorpus corpus) {
    long[] sizes = new long[2];
    try (Stream<String> documents = corpus.documents()) {
      documents.forEach(
          document -> {
            sizes[0]++;
            sizes[1] += document.length();
          });
    }
    return inspection(
        word,
        "text",
        corpus.name(),
        Map.of("documents", sizes[0], "characters", sizes[1]),
        "compare --data " + word);
  }

  private static Inspection images() throws IOException {
    ImageSource source = ImageSource.builtin();
    try (ImageData images = source.read(source.imageSize())) {
      return inspection(
          DataArguments.BUILTIN,
          "images with classes",
          source.name(),
          Map.of(
              "classes",
              images.classes().size(),
              "images",
              images.training().count() + images.test().count()),
          "compare --model vit --images " + DataArguments.BUILTIN);
    }
  }

  private static Inspection series() throws IOException {
    TimeSeries series = SeriesOptions.read(DataArguments.BUILTIN);
    return inspection(
        DataArguments.BUILTIN,
        "series",
        series.name(),
        Map.of("columns", series.channels(), "rows", series.values().length / series.channels()),
        "forecast --data " + DataArguments.BUILTIN);
  }

  private static Inspection inspection(
      String word, String kind, String name, Map<String, Object> numbers, String command) {
    Map<String, Object> facts = new LinkedHashMap<>(Map.of("name", name));
    numbers.keySet().stream().sorted().forEach(fact -> facts.put(fact, numbers.get(fact)));
    return new Inspection(word, kind, facts, List.of(command), List.of());
  }
}
