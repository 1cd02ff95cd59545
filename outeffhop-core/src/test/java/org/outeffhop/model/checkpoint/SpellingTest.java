package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.Spelling;
import org.outeffhop.naming.NearestName;

class SpellingTest {
  @Test
  void everySpellingGivesEveryNameBackAndIsRecognised() {
    for (ModelConfig config : SmallModels.all(AttentionMethod.VANILLA)) {
      List<String> names = SmallModels.names(config);
      List<Spelling> known = config.type().names().spellings();
      Set<Set<String>> seen = new HashSet<>();
      for (Spelling spelling : known) {
        List<String> spelled = names.stream().map(spelling::inFile).toList();
        Set<String> distinct = new HashSet<>(spelled);
        assertEquals(names.size(), distinct.size(), "two names became one");
        if (seen.add(distinct)) {
          assertEquals(names, spelled.stream().map(spelling::inModel).toList());
          Spelling found = Spelling.of(known, names, distinct);
          assertEquals(distinct, names.stream().map(found::inFile).collect(Collectors.toSet()));
        }
      }
      assertEquals(known.size(), seen.size(), "spellings that differ");
    }
  }

  @Test
  void theModelsOwnNamesArePreferred() {
    OptConfig config = SmallModels.opt(AttentionMethod.VANILLA);
    List<String> names = SmallModels.names(config);
    Spelling own = Spelling.of(config.type().names().spellings(), names, Set.of("nothing.known"));
    assertEquals(names, names.stream().map(own::inFile).toList());
  }

  @Test
  void theNearestNameTakesTheFewestChanges() {
    assertEquals(
        "encoder.layer.1.output.dense.weight",
        NearestName.of(
                "encoder.layer.1.output.dense.wieght",
                List.of("encoder.layer.1.output.dense.bias", "encoder.layer.1.output.dense.weight"))
            .orElseThrow());
    assertEquals(false, NearestName.of("x".repeat(1000), List.of("x")).isPresent());
  }
}
