package org.outeffhop.report.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.outeffhop.report.TextTable;

/**
 * A {@link Page} as one HTML file. ECharts, the page's script, its styles and all data stand in it;
 * its {@link ContentPolicy} forbids to load anything and to run any other script.
 */
public final class HtmlPage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Figure> figures = new ArrayList<>();

  private HtmlPage() {}

  private record Figure(Drawing drawing, ColourScale scale) {}

  /** The file's text. */
  public static String of(Page page) {
    return new HtmlPage().write(page);
  }

  private String write(Page page) {
    String body = page.sections().stream().map(this::section).collect(Collectors.joining("\n"));
    String echarts = Html.echarts();
    String script = script();
    String styles = Html.requireInline(Html.resource("page.css"), "</style");
    return new Template(Html.resource("page.html"))
        .fill(
            Map.of(
                "policy",
                ContentPolicy.of(List.of(echarts, script), List.of(styles)),
                "title",
                Html.escape(page.title()),
                "subtitle",
                Html.escape(page.subtitle()),
                "contents",
                contents(page),
                "styles",
                styles,
                "body",
                body,
                "figures",
                Html.escapeJson(json(figures)),
                "echarts",
                echarts,
                "script",
                script));
  }

  private static String script() {
    return Html.requireInline(
        List.of("scale.js", "charts.js", "page.js").stream()
            .map(Html::resource)
            .collect(Collectors.joining("\n")),
        Html.SCRIPT_ENDS);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a chart that cannot be JSON", e);
    }
  }

  private static String contents(Page page) {
    return page.sections().stream()
        .map(
            section ->
                "<a href=\"#%s\">%s</a>".formatted(id(section), Html.escape(section.title())))
        .collect(Collectors.joining("\n"));
  }

  private static String id(Page.Section section) {
    return section.title().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private String section(Page.Section section) {
    return section.blocks().stream()
        .map(this::block)
        .collect(
            Collectors.joining(
                "\n",
                "<section id=\"%s\"><h2>%s</h2>\n"
                    .formatted(id(section), Html.escape(section.title())),
                "\n</section>"));
  }

  private String block(Block block) {
    if (block instanceof Block.Text text) {
      return text.lines().stream()
          .map(line -> "<p>" + Html.escape(line) + "</p>")
          .collect(Collectors.joining("\n"));
    }
    if (block instanceof Block.Code code) {
      return "<pre><code>" + Html.escape(String.join("\n", code.lines())) + "</code></pre>";
    }
    if (block instanceof Block.Table table) {
      return table(table);
    }
    return figures((Block.Figures) block);
  }

  private static String table(Block.Table table) {
    TextTable cells = table.cells();
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><caption>");
    html.append(Html.escape(table.caption())).append("</caption><thead><tr>");
    for (int column = 0; column < cells.header().size(); column++) {
      html.append("<th scope=\"col\"").append(numeric(cells, column)).append("><button>");
      html.append(Html.escape(cells.header().get(column))).append("</button></th>");
    }
    html.append("</tr></thead><tbody>\n");
    for (List<String> row : cells.rows()) {
      html.append("<tr>");
      for (int column = 0; column < row.size(); column++) {
        html.append("<td").append(numeric(cells, column)).append('>');
        html.append(Html.escape(row.get(column))).append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>").toString();
  }

  private static String numeric(TextTable cells, int column) {
    return cells.isNumeric(column) ? " class=\"number\"" : "";
  }

  private String figures(Block.Figures block) {
    StringBuilder html = new StringBuilder("<div class=\"figures\"><h3>");
    html.append(Html.escape(block.title())).append("</h3>");
    if (!block.note().isEmpty()) {
      html.append("<p class=\"note\">").append(Html.escape(block.note())).append("</p>");
    }
    if (block.scale() != null) {
      html.append(
          "<div class=\"scale\" data-scale=\"%s\"></div>"
              .formatted(Html.escape(json(block.scale()))));
    }
    html.append("<div class=\"grid\">\n");
    for (Drawing drawing : block.drawings()) {
      html.append("<figure><figcaption>").append(Html.escape(drawing.title()));
      html.append("</figcaption><div class=\"chart\" role=\"img\" aria-label=\"");
      html.append(Html.escape(drawing.title()));
      html.append("\" data-figure=\"").append(figures.size()).append("\"></div></figure>\n");
      figures.add(new Figure(drawing, block.scale()));
    }
    return html.append("</div></div>").toString();
  }
}
