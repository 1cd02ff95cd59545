package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.experiment.result.RunRecord.Origin;

/**
 * A report. {@link HtmlPage} writes it.
 *
 * @param title what it is about
 * @param subtitle in a line, what was measured
 * @param sections from the most to the least important
 */
public record Page(String title, String subtitle, List<Section> sections) {
  /** Takes a copy of the list, without sections that hold nothing. */
  public Page {
    sections = sections.stream().filter(section -> !section.blocks().isEmpty()).toList();
  }

  /** The same with how to run it again behind. */
  public Page from(Origin origin) {
    List<Section> all = new ArrayList<>(sections);
    all.add(new Section(Origins.TITLE, Origins.blocks(List.of(origin))));
    return new Page(title, subtitle, all);
  }

  /**
   * A part of a report.
   *
   * @param title its heading, and its entry in the contents
   */
  public record Section(String title, List<Block> blocks) {
    /** Takes a copy of the list, without tables that have no rows and figures that show nothing. */
    public Section {
      blocks = blocks.stream().filter(block -> !block.isEmpty()).toList();
    }
  }
}
