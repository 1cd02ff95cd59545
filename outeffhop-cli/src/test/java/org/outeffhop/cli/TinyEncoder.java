package org.outeffhop.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.tensor.Engine;

/** A BERT without a head in a folder of Hugging Face's, with vocab.txt for {@link CountingText}. */
final class TinyEncoder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TinyEncoder() {}

  /** Writes it, with weights drawn at random, and without its attention method. */
  static Path write(Path to) throws IOException {
    Engine.seed(3);
    BertConfig config =
        BertConfig.small(40, 16, 1, 2, 32, AttentionConfig.bert(AttentionMethod.VANILLA));
    try (BertEncoder model = new BertEncoder(config)) {
      CheckpointWriter.FLOAT32.write(to, config, model, null);
    }
    File file = to.resolve("config.json").toFile();
    ObjectNode read = (ObjectNode) JSON.readTree(file);
    read.remove("attention_method");
    JSON.writeValue(file, read);
    List<String> words = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    words.addAll(List.of("the", "number", "is", "followed", "by", "and"));
    for (int digit = 0; digit < 10; digit++) {
      words.add(Integer.toString(digit));
      words.add("##" + digit);
    }
    Files.write(to.resolve("vocab.txt"), words);
    return to;
  }
}
