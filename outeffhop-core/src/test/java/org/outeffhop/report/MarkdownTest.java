package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Expected texts are by the rules of CommonMark and YAML, written by hand. */
class MarkdownTest {
  @Test
  void whatMarksUpIsEscapedAndNamesStayReadable() {
    assertEquals(
        "\\<b\\>\\*a\\*\\</b\\> \\[x\\](y) \\`c\\` \\&amp; a\\|b \\~\\~d\\~\\~ \\\\",
        Markdown.inline("<b>*a*</b> [x](y) `c` &amp; a|b ~~d~~ \\"));
    assertEquals("layer_0.fc_1 \\_x\\_", Markdown.inline("layer_0.fc_1 _x_"));
    assertEquals("a b c d", Markdown.inline("a\nb\r\n\tc\u2028d"));
  }

  @Test
  void theBeginningIsThatOfAParagraph() {
    assertEquals("\\- no list", Markdown.text("- no list"));
    assertEquals("1\\. no list", Markdown.text("1. no list"));
    assertEquals("\\# no heading", Markdown.text("  \n    # no heading"));
    assertEquals("\\> no quotation", Markdown.text("> no quotation"));
    assertEquals("\\---", Markdown.text("---"));
    assertEquals("1.5 and -2", Markdown.text("1.5 and -2"));
  }

  @Test
  void codeIsIndentedInEveryLine() {
    assertEquals("    a\n    # b\n    c", Markdown.code("a\n# b\r\nc"));
  }

  @Test
  void yamlStaysOneString() {
    assertEquals("outeffhop", Markdown.yaml("outeffhop"));
    assertEquals("clipped-softmax", Markdown.yaml("clipped-softmax"));
    assertEquals("\"true\"", Markdown.yaml("true"));
    assertEquals("\"1e3\"", Markdown.yaml("1e3"));
    assertEquals(
        "\"a: b\\u000a- \\\"c\\\" \\\\ \\u2028\\u0000\"",
        Markdown.yaml("a: b\n- \"c\" \\ \u2028\0"));
  }
}
