package org.outeffhop.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.DocumentSplit;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.onnx.ExportOptions;
import org.outeffhop.experiment.onnx.ExportPrecision;
import org.outeffhop.experiment.onnx.ModelExport;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.tensor.Engine;

/**
 * A BERT without a head of width 8 and one layer in a folder, its vocabulary, and 40 texts of two,
 * three and five words, of which half are held out.
 */
public record EncoderFolder(Path path, TextCorpus text) {
  /** The longest text: [CLS], five words, [SEP]. */
  public static final int LENGTH = 7;

  /** Which texts are held out. */
  public static final DocumentSplit SPLIT = new DocumentSplit(0.5, 1);

  private static final List<String> WORDS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "one", "two", "three", "four");

  /** Writes it. */
  public static EncoderFolder write(Path folder) throws IOException {
    Engine.seed(5);
    BertConfig config =
        BertConfig.small(WORDS.size(), 8, 1, 2, 16, AttentionConfig.bert(AttentionMethod.VANILLA));
    try (BertEncoder model = new BertEncoder(config)) {
      CheckpointWriter.FLOAT32.write(folder, config, model, null);
    }
    Files.write(folder.resolve("vocab.txt"), WORDS);
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      documents.add(words(i, new int[] {2, 3, 5}[i % 3]));
      documents.add("");
    }
    Path file = folder.resolve("text.txt");
    Files.write(file, documents);
    return new EncoderFolder(folder, TextCorpus.of(List.of(file)));
  }

  /** Other words for every number. */
  private static String words(int number, int count) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(WORDS.get(5 + (number * 7 + i * (number / 4 + 1)) % 4));
    }
    return String.join(" ", words);
  }

  /** How much: batches of 4, all held-out texts, ranges from 12 batches. */
  public static StoredData.Amounts amounts() {
    return new StoredData.Amounts(
        OptionalInt.of(4), OptionalInt.of(50), OptionalInt.of(12), OptionalInt.of(LENGTH));
  }

  /** Exports it in float32. */
  public ExportResult export(Path out) throws IOException {
    return export(out, ExportPrecision.FP32);
  }

  /** Exports it. */
  public ExportResult export(Path out, ExportPrecision precision) throws IOException {
    ExportOptions options =
        new ExportOptions(
            precision,
            WeightQuantization.perTensor(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    return new ModelExport(path, options, data(), "test", Progress.none()).write(out);
  }

  /** Its texts in those amounts. */
  public StoredData data() {
    return StoredData.of(text, SPLIT, amounts());
  }
}
