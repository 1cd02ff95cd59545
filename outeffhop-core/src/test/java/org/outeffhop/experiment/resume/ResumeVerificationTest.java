package org.outeffhop.experiment.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.experiment.result.ResumeResult;
import org.outeffhop.experiment.result.ResumeResult.Kill;
import org.outeffhop.experiment.result.ResumeResult.Run;
import org.outeffhop.progress.Progress;

/**
 * A training of six steps by a shell. In the folder {@code killed} it stops after five, the second
 * time while it writes a checkpoint, and waits to be killed; only after all kills it goes on.
 */
class ResumeVerificationTest {
  private static final String TRAINING =
      """
      run="$1/opt-vanilla-seed0"
      mkdir -p "$run/checkpoints"
      last=0
      if [ -f "$run/metrics.jsonl" ]; then last=$(wc -l <"$run/metrics.jsonl"); fi
      to=6
      case "$1" in
        */killed)
          echo start >>"$1/starts"
          if [ "$(wc -l <"$1/starts")" -le "$2" ]; then to=5; fi;;
      esac
      rm -f "$run/checkpoints"/*.tmp
      step=$((last + 1))
      while [ "$step" -le "$to" ]; do
        echo "{\\"step\\":$step,\\"loss\\":0.$step,\\"seconds\\":$$}" >>"$run/metrics.jsonl"
        step=$((step + 1))
      done
      if [ "$to" -lt 6 ]; then
        if [ "$(wc -l <"$1/starts")" -gt 1 ]; then echo half >"$run/checkpoints/a.tmp"; fi
        exec tail -f /dev/null
      fi
      echo weights >"$run/model.safetensors"
      """;

  @TempDir private Path folder;

  private ResumeVerification verification(String script, int kills) {
    return new ResumeVerification(
        out -> Scripts.command(script, out.toString(), "" + kills), folder, kills, 1);
  }

  @Test
  void killedTwiceAndTheSame() throws Exception {
    List<String> told = new ArrayList<>();
    ResumeResult result =
        verification(TRAINING, 2).run((task, done, all) -> told.add(done + "/" + all));
    assertTrue(result.same());
    assertEquals(List.of("0/4", "1/4", "2/4", "3/4", "4/4"), told);
    assertEquals(2, result.kills().size());
    Kill first = result.kills().get(0);
    assertTrue(first.moment().matches("step [1-5] of all runs"), first.moment());
    Kill second = result.kills().get(1);
    assertTrue(second.moment().matches("step [1-5] of all runs, while writing"), second.moment());
    assertEquals(List.of("opt-vanilla-seed0 5"), second.steps());
    assertEquals(1, second.halfWritten());
    assertEquals(1, result.runs().size());
    Run run = result.runs().get(0);
    assertEquals("opt-vanilla-seed0", run.name());
    assertEquals(6, run.steps());
    assertEquals(run.losses().unkilled(), run.losses().killed());
    assertEquals(3, Files.readAllLines(folder.resolve("killed/starts")).size());
    for (String log : List.of("unkilled.log", "killed-1.log", "killed-2.log", "killed-end.log")) {
      assertTrue(Files.exists(folder.resolve(log)), log);
    }
  }

  @Test
  void otherLossesAndOtherWeightsAreFound() throws Exception {
    String otherLoss =
        TRAINING
            + "case \"$1\" in */killed) sed -i.bak 's/0[.]6/0.7/' \"$run/metrics.jsonl\";; esac\n";
    Run losses = verification(otherLoss, 1).run(Progress.none()).runs().get(0);
    assertFalse(losses.same());
    assertFalse(losses.losses().same());
    assertTrue(losses.weights().same());
  }

  @Test
  void otherWeightsAreFound() throws Exception {
    String otherWeights =
        TRAINING + "case \"$1\" in */killed) echo more >>\"$run/model.safetensors\";; esac\n";
    ResumeResult result = verification(otherWeights, 1).run(Progress.none());
    assertFalse(result.same());
    assertTrue(result.runs().get(0).losses().same());
    assertFalse(result.runs().get(0).weights().same());
  }

  /** A process that is over before its time to be killed is no kill. */
  @Test
  void oneThatIsFasterIsNotKilled() throws Exception {
    String quick = TRAINING.replace("to=5", "to=6");
    ResumeResult result = verification(quick, 1).run(Progress.none());
    assertTrue(result.same());
    assertEquals(6, result.runs().get(0).steps());
  }

  @Test
  void aFailedTrainingIsAnErrorWithWhatItSaid() {
    assertEquals(
        "the training process ended with code 9: no memory",
        assertThrows(
                IOException.class,
                () -> verification("echo no memory\nexit 9\n", 1).run(Progress.none()))
            .getMessage());
    assertEquals(
        "kills is 0; it must be at least 1",
        assertThrows(IllegalArgumentException.class, () -> verification(TRAINING, 0)).getMessage());
  }
}
