package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.outeffhop.data.DocumentSplit;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.checkpoint.CheckpointInspection;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.InspectionResult;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.experiment.result.TensorList;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.experiment.task.MeasureDefinition;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.report.DiagnosisTables;
import org.outeffhop.report.InspectionReport;
import org.outeffhop.report.html.CheckpointPages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop inspect}: what a checkpoint is, and its outliers and perplexity on a text. */
@Command(
    name = "inspect",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Prints what a checkpoint contains, and measures its outliers and perplexity.",
      "It prints the architecture, the parameters by purpose, the attention method, the weights "
          + "and the tokenizer. With --data it also measures perplexity and the outliers of each module.",
      "A checkpoint is the folder of a run of 'compare' or a Hugging Face folder: config.json with "
          + "model.safetensors or pytorch_model.bin; or a BERT as Google published it: "
          + "bert_config.json, vocab.txt and bert_model.ckpt.*. For a single file of weights, the tensors are "
          + "listed."
    })
final class InspectCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Parameters(
      converter = BuiltinCheckpoint.class,
      paramLabel = "CHECKPOINT",
      description =
          "Folder with config.json, or of a TensorFlow checkpoint of BERT, or "
              + OptionText.BUILTIN
              + "; or a .safetensors, .bin, .pt, .pth or .index file.")
  private Path checkpoint;

  @Option(
      names = "--attention",
      paramLabel = "METHOD",
      completionCandidates = Choices.Methods.class,
      description = OptionText.CHECKPOINT_ATTENTION)
  private String attention;

  @Option(
      names = "--data",
      split = ",",
      paramLabel = "FILES",
      description = "Text to measure on: " + OptionText.TEXT + ".")
  private List<String> data = List.of();

  @Option(
      names = "--all-text",
      description =
          "Measure on all documents (default: only on the 5%% that 'compare' holds out from training).")
  private boolean allText;

  @Option(
      names = "--batches",
      defaultValue = "16",
      description = "Number of batches to measure on (default: ${DEFAULT-VALUE}).")
  private int batches;

  @Option(
      names = "--batch",
      defaultValue = "16",
      description = "Batch size: sequences per batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--length",
      description = "Tokens per sequence (default: 128, or the model's maximum if that is less).")
  private Integer length;

  @Mixin private MeasuresOption measures;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write the result as an HTML page, with outliers by layer and module.")
  private Path report;

  @Option(
      names = "--save",
      paramLabel = "FOLDER",
      description =
          "Also write the checkpoint as a Hugging Face folder: config.json, model.safetensors in "
              + "float32 and tokenizer.json. The folder must be empty or not be there.")
  private Path save;

  @Option(names = "--json", description = OptionText.JSON)
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (data.isEmpty()) {
      new GivenOptions(spec)
          .refuse(
              "nothing is measured without --data",
              "--all-text",
              "--batches",
              "--batch",
              "--length",
              MeasuresOption.NAME);
    }
    Optional<AttentionMethod> method = UsageErrors.of(spec, this::method);
    MeasureDefinition definition = UsageErrors.of(spec, measures::definition);
    requireEmpty();
    Optional<TextCorpus> corpus = corpus();
    Optional<StoredData> text = UsageErrors.of(spec, () -> corpus.map(this::text));
    PrintWriter terminal = spec.commandLine().getOut();
    if (Files.isRegularFile(checkpoint)) {
      requireFolder(method.isPresent() || text.isPresent() || report != null || save != null);
      TensorList list = CheckpointInspection.list(checkpoint);
      print(terminal, list, () -> print(terminal, list));
      return 0;
    }
    InspectionResult result;
    try (ConsoleProgress progress = outeffhop.progress()) {
      CheckpointInspection inspection = new CheckpointInspection(checkpoint, method, progress);
      result = inspection.run(text, definition);
      if (save != null) {
        inspection.save(save);
      }
    }
    if (report != null) {
      ReportFile.write(report, CheckpointPages.of(result).from(outeffhop.provenance().origin()));
    }
    print(terminal, result, () -> print(terminal, result));
    return 0;
  }

  private Optional<AttentionMethod> method() {
    return Optional.ofNullable(attention).map(AttentionMethod::of);
  }

  private Optional<TextCorpus> corpus() {
    return data.isEmpty() ? Optional.empty() : Optional.of(DataArguments.corpus(spec, data));
  }

  private StoredData text(TextCorpus corpus) {
    return StoredData.of(
        corpus,
        allText ? new DocumentSplit(1, LanguageModelling.SPLIT.seed()) : LanguageModelling.SPLIT,
        new StoredData.Amounts(
            OptionalInt.of(batch),
            OptionalInt.of(batches),
            OptionalInt.empty(),
            length == null ? OptionalInt.empty() : OptionalInt.of(length)));
  }

  private void requireEmpty() throws IOException {
    if (save != null && Files.exists(save)) {
      try (Stream<Path> inside = Files.list(save)) {
        if (inside.findAny().isPresent()) {
          throw new ParameterException(
              spec.commandLine(),
              "--save " + save + ": the folder has files in it; give an empty or a new one");
        }
      }
    }
  }

  private void requireFolder(boolean wanted) {
    if (wanted) {
      throw new ParameterException(
          spec.commandLine(),
          checkpoint
              + " is a file; --attention, --data, --report and --save need a checkpoint folder with config.json");
    }
  }

  private void print(PrintWriter terminal, Object result, Runnable tables) {
    if (json) {
      terminal.println(ResultJson.text(result));
    } else {
      tables.run();
    }
    terminal.flush();
  }

  private static void print(PrintWriter terminal, TensorList list) {
    InspectionReport.notes(list).forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println();
    terminal.print(InspectionReport.tensors(list).fit(WIDTH));
  }

  private void print(PrintWriter terminal, InspectionResult result) {
    terminal.println(Failures.oneLine(result.checkpoint()));
    terminal.println();
    terminal.println(InspectionReport.architecture(result).fit(WIDTH));
    terminal.println(InspectionReport.parameters(result).fit(WIDTH));
    InspectionReport.notes(result).forEach(line -> terminal.println(Failures.oneLine(line)));
    if (save != null) {
      terminal.println(Failures.oneLine("Saved as a Hugging Face folder: " + save));
    }
    if (result.measures() != null) {
      terminal.println();
      terminal.println(InspectionReport.outliers(result.measures()).fit(WIDTH));
      InspectionReport.summary(result.measures())
          .forEach(line -> terminal.println(Failures.oneLine(line)));
      terminal.println();
      print(terminal, result.measures().diagnosis());
    }
  }

  private static void print(PrintWriter terminal, DiagnosisResult diagnosis) {
    terminal.println(DiagnosisTables.heads(diagnosis).fit(WIDTH));
    if (!diagnosis.modules().isEmpty()) {
      terminal.println(DiagnosisTables.outliers(diagnosis).fit(WIDTH));
    }
    DiagnosisTables.sentence(diagnosis, WIDTH).forEach(terminal::println);
  }
}
