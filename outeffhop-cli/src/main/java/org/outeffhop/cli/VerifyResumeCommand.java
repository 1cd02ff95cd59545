package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.result.ResumeResult;
import org.outeffhop.experiment.resume.ResumeVerification;
import org.outeffhop.model.ModelType;
import org.outeffhop.report.ResumeReport;
import org.outeffhop.report.html.Block;
import org.outeffhop.report.html.Page;
import org.outeffhop.training.FieldCheck;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop verify-resume}: kills a comparison again and again. */
@Command(
    name = "verify-resume",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Verifies that killed runs resume bit for bit.",
      "It makes a small comparison twice: once in a single process, and once in processes that are "
          + "killed by SIGKILL one after the other, each at a random step and every second one while it "
          + "writes a checkpoint.",
      "It prints when they were killed and whether losses and weights are identical. The exit code "
          + "is 1 if they are not."
    })
final class VerifyResumeCommand implements Callable<Integer> {
  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;
  @Mixin private ExperimentOutput output;
  @Mixin private MeasuredReport report;

  @Option(
      names = "--model",
      split = ",",
      defaultValue = "vit,stanhop",
      description =
          "Models to train, separated by commas; vit covers shuffled and augmented images, stanhop "
              + "early stopping (default: ${DEFAULT-VALUE}).")
  private List<String> models;

  @Option(
      names = "--steps",
      defaultValue = "40",
      description =
          "Number of optimiser steps per run; forecasts train for two epochs instead (default: "
              + "${DEFAULT-VALUE}).")
  private long steps;

  @Option(
      names = "--kills",
      defaultValue = "4",
      description = "Number of processes to kill (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "Random seed for the steps at which processes are killed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    UsageErrors.of(spec, this::required);
    output.requireFree();
    RunDirectory folder = output.folder("verify-resume");
    ResumeVerification verification =
        UsageErrors.of(
            spec, () -> new ResumeVerification(this::command, folder.path(), kills, seed));
    ResumeResult result;
    try (ConsoleProgress progress = outeffhop.progress()) {
      result = verification.run(progress);
    }
    PrintWriter terminal = spec.commandLine().getOut();
    Page page = page(result);
    report.write(page, outeffhop.provenance());
    output.publish(
        folder,
        result,
        terminal,
        () -> {
          MeasuredReport.print(terminal, page);
          terminal.println(Failures.oneLine("Results: " + folder.file(RunDirectory.RESULT)));
          report.tell(terminal);
        });
    return result.same() ? 0 : OutEffHop.FAILED;
  }

  private List<ModelType> required() {
    List<ModelType> types = models.stream().map(ModelType::of).toList();
    FieldCheck.atLeastOne("kills", kills);
    FieldCheck.atLeastOne("steps", steps);
    if (types.equals(List.of(ModelType.STANHOP))) {
      new GivenOptions(spec).refuse("forecasts train for two epochs instead", "--steps");
    }
    return types;
  }

  private List<String> command(Path out) {
    List<String> arguments = new ArrayList<>(List.of("--quiet", "compare", "--preset", "smoke"));
    arguments.addAll(List.of("--model", String.join(",", models), "--attention", "outeffhop"));
    if (!models.equals(List.of("stanhop"))) {
      arguments.addAll(List.of("--steps", String.valueOf(steps)));
    }
    if (models.contains("stanhop")) {
      arguments.addAll(List.of("--epochs", "2"));
    }
    arguments.addAll(List.of("--checkpoint-steps", "3", "--out", out.toString()));
    return JavaProcess.command(OutEffHop.class, arguments);
  }

  private static Page page(ResumeResult result) {
    return new Page(
        "Killed runs against uninterrupted runs",
        "Measured by OutEffHop for the JVM",
        List.of(
            new Page.Section(
                "Kills", List.of(new Block.Table("In their order", ResumeReport.kills(result)))),
            new Page.Section(
                "Losses and weights",
                List.of(
                    new Block.Table("The first digits of SHA-256", ResumeReport.runs(result)),
                    Block.Text.of(
                        result.same()
                            ? "Losses and weights of killed and uninterrupted runs are identical bit for bit."
                            : "Losses or weights of killed and uninterrupted runs DIFFER.")))));
  }
}
