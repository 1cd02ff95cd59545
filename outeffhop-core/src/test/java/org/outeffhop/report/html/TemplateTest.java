package org.outeffhop.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected texts and the hash of a script were made by hand and with openssl. */
class TemplateTest {
  @Test
  void whatIsPutInIsNotLookedAtAgain() {
    assertEquals(
        "<h1>{{b}}</h1>$1\\{{a}}<i>{{b}}</i>",
        new Template("<h1>{{a}}</h1>{{b}}<i>{{a}}</i>")
            .fill(Map.of("a", "{{b}}", "b", "$1\\{{a}}")));
  }

  @Test
  void everyPlaceHasItsPartAndEveryPartItsPlace() {
    Template template = new Template("{{a}}");
    assertThrows(IllegalArgumentException.class, () -> template.fill(Map.of()));
    assertThrows(IllegalArgumentException.class, () -> template.fill(Map.of("a", "1", "b", "2")));
  }

  @Test
  void thePolicyNamesScriptsAndStylesByTheirHash() {
    assertEquals(
        "default-src 'none'; "
            + "script-src 'sha256-23Ezxe1oUFXKX4tk5nUFdQdqblAdswJT5XG7KJ/tuCA='; "
            + "style-src-elem 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; "
            + "style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        ContentPolicy.of(List.of("alert('é');\n"), List.of("p{}")));
  }
}
