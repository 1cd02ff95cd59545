package org.outeffhop.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.pattern.IdxFile;
import org.outeffhop.data.pattern.NpyFile;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.experiment.history.RunHistory;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.image.ImageFiles;
import org.outeffhop.inspection.Inspection;
import org.outeffhop.inspection.PathInspector;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointWeights;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.model.checkpoint.OnnxBertWeights;
import org.outeffhop.model.checkpoint.SortedTableWriter;
import org.outeffhop.model.checkpoint.TensorFlowWriter;
import org.outeffhop.model.checkpoint.WeightFile;
import org.outeffhop.report.html.ComparisonPage;
import org.outeffhop.series.TimeSeries;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.MappedSafeTensors;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorFile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Every format that a user's file can have. A new one is a valid file and how it is read; archives,
 * states of training and graphs are beside the readers that only their packages see. Formats are
 * read side by side, for the time it takes.
 */
@Execution(ExecutionMode.CONCURRENT)
class FuzzTest {
  @TempDir private Path folder;

  @BeforeAll
  static void startEngine() {
    Engine.start();
  }

  private Path resource(String name) throws IOException {
    try (InputStream in = FuzzTest.class.getResourceAsStream("/" + name)) {
      return write(name.substring(name.lastIndexOf('/') + 1), in.readAllBytes());
    }
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /**
   * Reads, and holds that {@code data check} finds a problem where reading does, and only there.
   */
  private static Fuzz.Reader asDataCheckSays(Path checked, Fuzz.Reader reader) {
    return file -> {
      IllegalArgumentException refused = null;
      try {
        reader.read(file);
      } catch (IllegalArgumentException e) {
        refused = e;
      }
      List<Inspection> found = PathInspector.inspect(checked);
      boolean whole = found.stream().allMatch(one -> one.problems().isEmpty());
      assertTrue(
          whole == (refused == null), "the reader says " + refused + ", data check " + found);
      if (refused != null) {
        throw refused;
      }
    };
  }

  private static void readAll(Path file) {
    try (TensorFile tensors = WeightFile.open(file)) {
      tensors.names().forEach(tensors::read);
    }
  }

  private Path tensors(String name) {
    Path file = folder.resolve(name);
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
      SafeTensors.write(file, Map.of("patterns", patterns), Map.of("format", "pt"));
    }
    return file;
  }

  @Test
  void safetensors() throws IOException {
    Fuzz.packed(
        tensors("x.safetensors"),
        bytes -> Containers.safetensors(bytes, 24),
        file -> {
          readAll(file);
          Patterns.read(file);
          MappedSafeTensors.open(file).close();
        });
  }

  @Test
  void indexOfShards() throws IOException {
    tensors("model-1.safetensors");
    Path index =
        write(
            "model.safetensors.index.json",
            "{\"metadata\": {\"total_size\": 24}, \"weight_map\": {\"patterns\":"
                + " \"model-1.safetensors\"}}");
    Fuzz.file(index, file -> CheckpointWeights.open(folder).close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip.pt", "old.pt", "protocol5.pt"})
  void pickles(String name) throws IOException {
    Fuzz.packed(resource("pytorch/" + name), Containers::zip, FuzzTest::readAll);
  }

  private Map<String, byte[]> tensorFlow() throws IOException {
    BertConfig config =
        BertConfig.small(9, 64, 1, 1, 5, AttentionConfig.bert(AttentionMethod.VANILLA));
    try (TensorScope scope = TensorScope.open();
        Model model = config.create()) {
      Map<String, Tensor> variables = TensorFlowWriter.variables(model, "module/");
      variables.put("global_step", Tensors.ofIndices(new int[] {1000}, 1));
      return new TensorFlowWriter(false, 1, 1).writeData(folder.resolve("m"), variables);
    }
  }

  private Fuzz.Reader checkpoint() {
    return asDataCheckSays(folder, file -> Checkpoint.read(folder).close());
  }

  @ParameterizedTest
  @ValueSource(ints = {SortedTableWriter.PLAIN, SortedTableWriter.SNAPPY})
  void tensorFlowIndex(int type) throws IOException {
    byte[] entries = SortedTableWriter.block(tensorFlow());
    boolean plain = type == SortedTableWriter.PLAIN;
    Fuzz.packed(
        write("m.index", plain ? entries : TensorFlowWriter.packed(entries)),
        block -> {
          SortedTableWriter table = new SortedTableWriter();
          byte[] place = table.place(block, type);
          byte[] list = SortedTableWriter.block(Map.of("~", place));
          return table.end(table.place(list, SortedTableWriter.PLAIN));
        },
        checkpoint());
  }

  @Test
  void listOfBlocksOfATensorFlowIndex() throws IOException {
    byte[] entries = SortedTableWriter.block(tensorFlow());
    byte[] place = new SortedTableWriter().place(entries, SortedTableWriter.PLAIN);
    Fuzz.packed(
        write("m.index", SortedTableWriter.block(Map.of("~", place))),
        list -> {
          SortedTableWriter table = new SortedTableWriter();
          table.place(entries, SortedTableWriter.PLAIN);
          return table.end(table.place(list, SortedTableWriter.PLAIN));
        },
        checkpoint());
  }

  @Test
  void tensorFlowSettings() throws IOException {
    SortedTableWriter table = new SortedTableWriter();
    byte[] place = table.place(SortedTableWriter.block(tensorFlow()), SortedTableWriter.PLAIN);
    byte[] list = SortedTableWriter.block(Map.of("~", place));
    write("m.index", table.end(table.place(list, SortedTableWriter.PLAIN)));
    Path settings =
        write(
            "bert_config.json",
            """
            {"attention_probs_dropout_prob": 0.1, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
             "hidden_size": 64, "initializer_range": 0.02, "intermediate_size": 256,
             "max_position_embeddings": 5, "num_attention_heads": 1, "num_hidden_layers": 1,
             "type_vocab_size": 2, "vocab_size": 9}
            """);
    Fuzz.file(settings, file -> Checkpoint.read(folder).close());
  }

  @Test
  void onnxWeights() throws IOException {
    TensorProto matrix =
        TensorProto.newBuilder()
            .setName("m")
            .setDataType(1)
            .addDims(2)
            .addDims(1)
            .setRawData(ByteString.copyFrom(ByteBuffer.allocate(8)))
            .build();
    TensorProto bias =
        matrix.toBuilder()
            .setName("encoder.layer.0.output.dense.bias")
            .clearDims()
            .addDims(2)
            .build();
    GraphProto graph =
        GraphProto.newBuilder()
            .addInitializer(matrix)
            .addInitializer(bias)
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("MatMul")
                    .addInput("x")
                    .addInput("m")
                    .addOutput("p"))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Add")
                    .addInput(bias.getName())
                    .addInput("p")
                    .addOutput("y"))
            .build();
    Path file =
        write(
            "model.onnx",
            ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build().toByteArray());
    Fuzz.file(file, onnx -> OnnxBertWeights.read(Files.readAllBytes(onnx)));
  }

  private static ModelConfig config(String model) {
    AttentionConfig attention = AttentionConfig.opt(AttentionMethod.CLIPPED);
    return switch (model) {
      case "bert" -> BertConfig.small(20, 8, 2, 2, 9, attention);
      case "opt" -> OptConfig.small(20, 8, 2, 2, 9, attention);
      case "llama" -> LlamaConfig.small(20, 8, 2, 2, 1, 9, attention);
      case "gpt2" -> Gpt2Config.small(20, 8, 2, 2, 9, attention);
      case "vit" ->
          VisionTransformerConfig.grey(4, 2, 8, 2, 2, attention).withLabels(List.of("a", "b"));
      default ->
          StanHopConfig.small(8, 3, AttentionConfig.opt(AttentionMethod.OUTEFFHOP))
              .withSize(2, 8, 2);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "opt", "llama", "gpt2", "vit", "stanhop"})
  void configs(String name) throws IOException {
    ModelConfig config = config(name);
    try (Model model = config.create()) {
      CheckpointWriter.FLOAT32.write(folder, config, model);
    }
    Fuzz.file(folder.resolve("config.json"), file -> Checkpoint.read(folder).close());
  }

  @Test
  void series() throws IOException {
    StringBuilder rows = new StringBuilder("date,load,\"oil, temperature\"\n");
    for (int hour = 0; hour < 12; hour++) {
      rows.append("2024-03-20 %02d:00:00,%d.5,-1e%d\n".formatted(hour, hour, hour % 3));
    }
    Fuzz.file(write("series.csv", rows.toString()), TimeSeries::read);
  }

  @Test
  void patternsOfCsv() throws IOException {
    Fuzz.file(write("patterns.csv", "1,2,3\n4.5,-5,6e2\n7,8,9\n"), Patterns::read);
  }

  private static void documents(Path file) {
    try (Stream<String> documents = TextCorpus.of(List.of(file)).documents()) {
      if (documents.count() == 0) {
        throw new IllegalArgumentException(file + " contains no document");
      }
    }
  }

  @Test
  void text() throws IOException {
    Path file = write("text.txt", "A first document,\nof two lines: 1, 2.\n\nÜber \"10\" 今天.\r\n");
    Fuzz.file(file, asDataCheckSays(file, FuzzTest::documents));
  }

  @Test
  void jsonLines() throws IOException {
    Path file =
        write(
            "text.jsonl",
            "{\"text\": \"one\", \"id\": 1}\n"
                + "{\"text\": \"two \\u00e9\", \"more\": {\"a\": [1.5, null]}}\n");
    Fuzz.file(file, asDataCheckSays(file, FuzzTest::documents));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void images(String format) throws IOException {
    BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 30; i++) {
      image.setRGB(i % 6, i / 6, i * 99991);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    Path file = write("image." + format, bytes.toByteArray());
    Fuzz.packed(
        file,
        content -> format.equals("png") ? Containers.png(content) : content,
        asDataCheckSays(file, ImageFiles::decode));
  }

  private static byte[] idx(int... sizes) {
    int count = 1;
    for (int size : sizes) {
      count *= size;
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + count);
    bytes.putInt(0x0800 | sizes.length);
    for (int size : sizes) {
      bytes.putInt(size);
    }
    return bytes.array();
  }

  @Test
  void idxImages() throws IOException {
    Path images = write("train-images-idx3-ubyte.gz", idx(10, 2, 3));
    write(
        "train-labels-idx1-ubyte",
        new byte[] {0, 0, 8, 1, 0, 0, 0, 10, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1});
    Fuzz.packed(
        images,
        Containers::gzip,
        file -> {
          try (var read = ImageSource.of(folder).read(ImageSource.of(folder).imageSize())) {
            read.fingerprint();
          }
        });
  }

  @Test
  void idxLabels() throws IOException {
    Fuzz.file(write("train-labels-idx1-ubyte", idx(7)), IdxFile::labels);
  }

  @Test
  void idxPatterns() throws IOException {
    Fuzz.file(write("patterns.idx", idx(3, 2, 2)), Patterns::read);
  }

  @Test
  void npy() throws IOException {
    Path file = folder.resolve("x.npy");
    try (TensorScope scope = TensorScope.open()) {
      NpyFile.write(file, Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    }
    Fuzz.file(file, asDataCheckSays(file, Patterns::read));
  }

  @Test
  void cifar() throws IOException {
    byte[] records = new byte[10 * 3073];
    for (int i = 0; i < 10; i++) {
      records[i * 3073] = (byte) (i % 2);
    }
    Fuzz.file(write("data_batch_1.bin", records), file -> ImageSource.of(folder).read(4).close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "activations.json",
        "diagnosis.json",
        "outliers.json",
        "result.json",
        "run.json",
        "settings.json",
        "metrics.jsonl"
      })
  void runs(String name) throws IOException {
    for (String other :
        List.of(
            "activations.json",
            "diagnosis.json",
            "outliers.json",
            "result.json",
            "run.json",
            "settings.json",
            "metrics.jsonl")) {
      resource("run/" + other);
    }
    Fuzz.file(folder.resolve(name), file -> ComparisonPage.of(RunHistory.read(List.of(folder))));
  }
}
