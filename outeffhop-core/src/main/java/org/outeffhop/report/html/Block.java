package org.outeffhop.report.html;

import java.util.List;
import org.outeffhop.report.TextTable;

/** A part of a section. */
public sealed interface Block {
  /** Whether there is nothing to show; such a block is left out. */
  boolean isEmpty();

  /** Lines for people, a paragraph each. */
  record Text(List<String> lines) implements Block {
    /** Takes a copy of the list, without empty lines. */
    public Text {
      lines = lines.stream().filter(line -> !line.isEmpty()).toList();
    }

    @Override
    public boolean isEmpty() {
      return lines.isEmpty();
    }

    /** Some lines. */
    public static Text of(String... lines) {
      return new Text(List.of(lines));
    }
  }

  /** Lines for a machine, such as commands. */
  record Code(List<String> lines) implements Block {
    @Override
    public boolean isEmpty() {
      return lines.isEmpty();
    }
  }

  /** A table that can be sorted by any of its columns. */
  record Table(String caption, TextTable cells) implements Block {
    @Override
    public boolean isEmpty() {
      return cells.rows().isEmpty();
    }
  }

  /**
   * Charts side by side as far as the page is wide.
   *
   * @param title what they have in common
   * @param note how they came about; may be empty
   * @param scale of the colours of all of them; null where colours are no values
   */
  record Figures(String title, String note, ColourScale scale, List<Drawing> drawings)
      implements Block {
    /** Copies the list. */
    public Figures {
      drawings = List.copyOf(drawings);
    }

    @Override
    public boolean isEmpty() {
      return drawings.isEmpty();
    }

    /** Charts whose colours are no values. */
    public static Figures of(String title, String note, List<Drawing> drawings) {
      return new Figures(title, note, null, drawings);
    }
  }
}
