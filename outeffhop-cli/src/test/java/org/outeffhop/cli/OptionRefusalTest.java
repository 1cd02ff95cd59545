package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.cli.CommandRun.Outcome;

/**
 * An option that a command cannot use, or whose value cannot be, is refused by its name with exit
 * code 2, before anything is made.
 */
@ExtendWith(SharedSmokeRuns.class)
class OptionRefusalTest {
  @TempDir private Path folder;

  private final SmokeRuns runs;

  OptionRefusalTest(SmokeRuns runs) {
    this.runs = runs;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare --preset smoke --penalty 0.1|--penalty is given, but it says how to distil; it needs --from",
        "compare --preset smoke --calibration-interval 5|--calibration-interval is given, but it says how",
        "compare --preset smoke --from OPT|--preset is given, but --from takes the place of a preset",
        "compare --from OPT --layers 2|layers is given, but a trained model already fixes it",
        "compare --from OPT --cosine-weight 1|--cosine-weight is given, but OPT is a opt and no sentence encoder",
        "compare --from OPT --images builtin|--images is given, but OPT is a opt, which reads text",
        "compare --from VIT --data builtin|--data is given, but VIT is a vit, which reads images",
        "compare --from VIT --length 9|--length is given, but VIT is a vit, which reads images",
        "compare --from VIT --steps 0 --penalty 1|--penalty is given, but nothing is trained in 0 steps",
        "compare --from OUTEFFHOP|has outeffhop attention already; what is converted has vanilla",
        "compare --preset smoke --device gpu|device is 'gpu'; it can be cpu, cuda or cuda:N",
        "compare --preset smoke --model opt --length 1|length is 1; it must be at least 3",
        "compare --preset smoke --model opt --length 0|length is 0; it must be at least 3",
        "compare --preset smoke --model opt --vocabulary 1|vocabulary size is 1, but",
        "compare --preset smoke --model opt --context 5|context is given, but",
        "compare --preset smoke --model opt --images builtin|--images is given, but none of the models",
        "compare --preset smoke --data builtin,other.txt|--data names 'builtin' together with files",
        "compare --preset smoke --model vit --batches 3|--batches is given, but none of the models",
        "compare --preset smoke --batches 0|batches is 0; it must be from 1 to 1000000",
        "compare --preset smoke --calibration-batches 0|calibration_batches is 0; it must be from 1 to 1000000",
        "compare --preset smoke --bits W6A6|bits are W6A6; they must be W8A8, and can be W6A6 and W4A4 as well",
        "compare --preset smoke --bits W8A8,W4A8|bits are W8A8,W4A8; they must be W8A8, and can be",
        "compare --preset smoke --bits W8|bits are 'W8'; they are written like W8A8",
        "compare --preset smoke --evaluation-interval 0|evaluation_interval is 0; it must be at least 1",
        "forecast --preset smoke --evaluation-interval -1|evaluation_interval is -1; it must be",
        "forecast --preset smoke --device gpu|device is 'gpu'",
        "convert VIT --data builtin|--data is given, but VIT is a vit, which reads images",
        "convert VIT --length 8|--length is given, but VIT is a vit",
        "convert VIT --batches 8|--batches is given, but a model of images is evaluated on all",
        "convert VIT --cosine-weight 1|--cosine-weight is given, but VIT is a vit and no sentence encoder",
        "convert OPT --layer-weight 1|--layer-weight is given, but OPT is a opt, of which only the outputs",
        "convert OPT --images builtin|--images is given, but OPT is a opt, which reads text",
        "convert OPT --threads 1 --no-execute|--threads is given, but no graph is timed",
        "inspect OPT --batches 3|--batches is given, but nothing is measured without --data",
        "inspect OPT --all-text|--all-text is given, but nothing is measured",
        "quantize OPT --smooth OPT|alpha is 'OPT'; it takes a number from 0 to 1, search, or gamma",
        "quantize --smooth OPT|Missing required parameter: 'RUN'",
        "export OPT --precision int8 --smooth|parameter for option '--smooth'",
        "quantize OPT --images builtin|--images is given, but none of the models",
        "quantize VIT --data builtin|--data is given, but none of the models",
        "quantize VIT --batches 3|--batches is given, but",
        "quantize STANHOP --length 3|--length is given, but",
        "export STANHOP --length 3|--length is given, but",
        "run OPT text --threads 0|threads is 0; it must be from 1 to 1024",
        "convert OPT --data builtin --threads 100000|threads is 100000; it must be from 1 to 1024",
        "quantize OPT --execute --threads 100000|threads is 100000; it must be from 1 to 1024",
        "verify-resume --model foo|model is 'foo'; it can be bert",
        "verify-resume --kills 0|kills is 0; it must be at least 1",
        "verify-resume --model stanhop --steps 5|--steps is given, but forecasts train",
        "memory retrieve --model foo|'foo' is not a valid value of --model; it can be outeffhop, dense, sparse, entmax",
      })
  void isRefusedByName(String line) throws IOException {
    String[] parts = line.split("\\|", 2);
    String message = named(parts[1]);
    Path out = folder.resolve("out");
    List<String> arguments = new ArrayList<>(List.of("--quiet"));
    arguments.addAll(Arrays.stream(parts[0].split(" ")).map(this::named).toList());
    if (!parts[0].matches("(inspect|run) .*")) {
      arguments.addAll(List.of("--out", out.toString()));
    }
    Outcome outcome = CommandRun.of(arguments.toArray(String[]::new));
    assertTrue(outcome.err().contains(message), outcome.err());
    assertEquals(2, outcome.code(), outcome.err());
    assertFalse(Files.exists(out), "nothing is written");
  }

  private String named(String text) {
    return text.replace("OPT", runs.run("opt", "vanilla").toString())
        .replace("VIT", runs.run("vit", "vanilla").toString())
        .replace("STANHOP", runs.run("stanhop", "vanilla").toString())
        .replace("OUTEFFHOP", runs.run("bert", "outeffhop").toString());
  }

  @Test
  void theListOfMemoriesThatCanBeAskedLeavesTheClassicalOneOut() {
    Outcome outcome = CommandRun.of("memory", "retrieve", "--model", "foo");
    assertFalse(outcome.err().contains("classical"), outcome.err());
  }

  @Test
  void theFolderOfAComparisonIsNoFolderOfAConversion() {
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "convert",
            runs.run("opt", "vanilla").toString(),
            "--data",
            runs.text().toString(),
            "--out",
            runs.runs().toString());
    assertEquals(
        "outeffhop: %s holds something else than such a run (result.json without settings.json); choose another --out, or delete the folder to make the run again"
            .formatted(runs.runs()),
        outcome.err().strip());
    assertEquals(1, outcome.code());
  }
}
