package org.outeffhop.inspection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words of a command line as a POSIX shell reads them. */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}\\p{M}_@%+=:,./-]+");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  private ShellWord() {}

  /** A command line whose words a shell gives to the program as they are. */
  public static String join(List<String> words) {
    return words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }

  /**
   * One word: as it is where no letter of it means anything to the shell, else within quotes; with
   * control characters as {@code $'a\012b'} (POSIX.1-2024), so that it stays on one line.
   */
  public static String of(String word) {
    if (PLAIN.matcher(word).matches()) {
      return word;
    }
    if (!CONTROL.matcher(word).find()) {
      return "'" + word.replace("'", "'\\''") + "'";
    }
    return word.codePoints()
        .mapToObj(ShellWord::escaped)
        .collect(Collectors.joining("", "$'", "'"));
  }

  private static String escaped(int character) {
    String text = Character.toString(character);
    if (character == '\'' || character == '\\') {
      return "\\" + text;
    }
    if (!CONTROL.matcher(text).find()) {
      return text;
    }
    StringBuilder bytes = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.append("\\%03o".formatted(b & 0xFF));
    }
    return bytes.toString();
  }
}
