package org.outeffhop.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.text.SpecialTokens;
import org.outeffhop.text.tokenizer.TokenizerFile;

/**
 * A dataset in a folder: {@code tokenizer.json}, {@code training.bin} and {@code evaluation.bin}
 * (ids as 32-bit little-endian integers), and {@code dataset.json} with the block length and every
 * file's SHA-256.
 */
final class DatasetEntry {
  static final String TOKENIZER = "tokenizer.json";
  private static final String TRAINING = "training.bin";
  private static final String EVALUATION = "evaluation.bin";
  private static final String DESCRIPTION = "dataset.json";
  private static final String BLOCK_LENGTH = "block_length";
  private static final String SHA256 = "sha256";
  private static final ObjectMapper JSON = new ObjectMapper();

  private DatasetEntry() {}

  /** Writes the blocks and the description beside a tokenizer that is already there. */
  static void write(Path folder, TokenBlocks training, TokenBlocks evaluation) {
    try {
      Files.write(folder.resolve(TRAINING), bytes(training.ids()));
      Files.write(folder.resolve(EVALUATION), bytes(evaluation.ids()));
      ObjectNode description = JSON.createObjectNode();
      description.put(BLOCK_LENGTH, training.blockLength());
      ObjectNode hashes = description.putObject(SHA256);
      for (String file : List.of(TOKENIZER, TRAINING, EVALUATION)) {
        hashes.put(file, hash(Files.readAllBytes(folder.resolve(file))));
      }
      Files.write(folder.resolve(DESCRIPTION), JSON.writeValueAsBytes(description));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder + ": " + FileFaults.reason(e), e);
    }
  }

  /**
   * Reads the dataset.
   *
   * @throws IOException if a file is missing or differs from what was written
   */
  static TextDataset read(Path folder) throws IOException {
    JsonNode description = JSON.readTree(Files.readAllBytes(folder.resolve(DESCRIPTION)));
    JsonNode hashes = description.path(SHA256);
    int blockLength = description.path(BLOCK_LENGTH).asInt();
    checked(folder, TOKENIZER, hashes);
    TokenBlocks training = new TokenBlocks(ints(checked(folder, TRAINING, hashes)), blockLength);
    TokenBlocks evaluation =
        new TokenBlocks(ints(checked(folder, EVALUATION, hashes)), blockLength);
    Path tokenizerJson = folder.resolve(TOKENIZER);
    TokenizerFile tokenizer = TokenizerFile.read(tokenizerJson);
    return new TextDataset(
        training,
        evaluation,
        tokenizerJson,
        tokenizer.vocabularySize(),
        SpecialTokens.of(tokenizer));
  }

  private static byte[] checked(Path folder, String file, JsonNode hashes) throws IOException {
    byte[] content = Files.readAllBytes(folder.resolve(file));
    String expected = hashes.path(file).asText();
    String actual = hash(content);
    if (!expected.equals(actual)) {
      throw new IOException(file + " has SHA-256 " + actual + ", expected " + expected);
    }
    return content;
  }

  private static String hash(byte[] content) throws IOException {
    return new Fingerprint().add(new ByteArrayInputStream(content)).toHex();
  }

  private static byte[] bytes(int[] ids) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(ids.length, Integer.BYTES));
    buffer.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(ids);
    return buffer.array();
  }

  private static int[] ints(byte[] bytes) {
    int[] ids = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(ids);
    return ids;
  }
}
