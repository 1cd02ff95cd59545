package org.outeffhop.text.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program that is risked: it makes tokenizers of what it reads, and encodes and decodes texts
 * with them. It answers only if it lives; an error of the library is not its business, since the
 * library will give it again.
 */
final class TrialProgram {
  private static final long WATCH_MILLISECONDS = 500;

  private TrialProgram() {}

  /** Tries what comes from standard input until it ends, or the parent process does. */
  public static void main(String[] arguments) throws InterruptedException {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    Thread trials = new Thread(TrialProgram::tryAll);
    // Java then ends with this thread, even if the other one does not come back from the library.
    trials.setDaemon(true);
    trials.start();
    while (trials.isAlive() && parent.map(ProcessHandle::isAlive).orElse(true)) {
      trials.join(WATCH_MILLISECONDS);
    }
  }

  private static void tryAll() {
    NativeTokenizers.prepare();
    LibUtils.checkStatus();
    try (DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
        DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out))) {
      while (true) {
        String json = read(in);
        List<String> expressions = readAll(in);
        tryOne(json, expressions);
        for (String expression : readAll(in)) {
          tryOne(normalizing(expression), List.of(expression));
        }
        out.writeByte(1);
        out.flush();
      }
    } catch (EOFException e) {
      return;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tryOne(String json, List<String> expressions) {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long tokenizer;
    try {
      tokenizer = library.createTokenizerFromString(json);
    } catch (RuntimeException e) {
      return;
    }
    TrialTexts.give(expressions, text -> tryText(library, tokenizer, text));
    library.decode(tokenizer, new long[0], false);
    library.deleteTokenizer(tokenizer);
  }

  /**
   * A tokenizer that looks for an expression in every text. Of a decoder it would only be tried on
   * what the tokens of the trial's texts happen to be.
   */
  private static String normalizing(String expression) {
    ObjectNode tokenizer = JsonNodeFactory.instance.objectNode();
    tokenizer
        .putObject("normalizer")
        .put("type", "Replace")
        .put("content", "")
        .putObject("pattern")
        .put("Regex", expression);
    tokenizer
        .putObject("model")
        .put("type", "WordLevel")
        .put("unk_token", "a")
        .putObject("vocab")
        .put("a", 0);
    return tokenizer.toString();
  }

  private static void tryText(TokenizersLibrary library, long tokenizer, String text) {
    try {
      long encoding = library.encode(tokenizer, text, true);
      long[] ids = library.getTokenIds(encoding);
      library.deleteEncoding(encoding);
      library.decode(tokenizer, ids, false);
    } catch (RuntimeException unknown) {
      return;
    }
  }

  static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static void write(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      write(out, text);
    }
  }

  private static List<String> readAll(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(read(in));
    }
    return texts;
  }

  private static String read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
