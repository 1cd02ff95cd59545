package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.Spelling;
import org.outeffhop.model.checkpoint.CheckpointWriter.WeightType;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Checkpoints that are damaged or made to do harm: refused by name, with little memory. */
class HostileCheckpointTest {
  private static final OptConfig OPT = SmallModels.opt(AttentionMethod.VANILLA);
  private static final String FC1 = "model.decoder.layers.1.fc1.weight";

  @TempDir private Path folder;
  private TensorScope scope;
  private LanguageModel model;
  private Path weights;
  private Path index;

  @BeforeEach
  void write() {
    scope = TensorScope.open();
    model = SmallModels.drawn(OPT);
    weights = folder.resolve("model.safetensors");
    index = folder.resolve("model.safetensors.index.json");
    CheckpointWriter.FLOAT32.write(folder, OPT, model, null);
  }

  @AfterEach
  void close() {
    model.close();
    scope.close();
  }

  private Map<String, Tensor> tensors() {
    return new LinkedHashMap<>(model.parameters().asMap());
  }

  private void requireRefused(Map<String, Tensor> tensors, String... messages) {
    SafeTensors.write(weights, tensors, Map.of());
    requireRefused(messages);
  }

  private void requireRefused(String... messages) {
    CheckpointFiles.requireRefused(folder, messages);
  }

  private void config(String field, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>(OPT.asMap());
    fields.put(field, value);
    JsonFile.write(folder.resolve("config.json"), fields);
  }

  @Test
  void aMisspelledNameIsListedWithTheNearest() {
    Map<String, Tensor> tensors = tensors();
    tensors.put("model.decoder.layers.1.fc1.wieght", tensors.remove(FC1));
    requireRefused(
        tensors,
        folder + ": the weights do not match config.json, and nothing was loaded:",
        "missing: " + FC1 + " (nearest: model.decoder.layers.1.fc1.wieght)",
        "unknown: model.decoder.layers.1.fc1.wieght (nearest: " + FC1 + ")");
  }

  @Test
  void aNameThatIsAPathIsOnlyUnknown() {
    Map<String, Tensor> tensors = tensors();
    tensors.put("../../etc/passwd", Tensors.of(new float[1], 1));
    requireRefused(tensors, "unknown: ../../etc/passwd (nearest: ");
  }

  @Test
  void aWrongShapeOrTypeIsNamedWithBoth() {
    Map<String, Tensor> tensors = tensors();
    tensors.put(FC1, Tensors.of(new float[64], 16, 4));
    requireRefused(tensors, FC1 + " has shape [16, 4]; config.json requires [32, 8]");
    tensors.put(FC1, tensors().get(FC1).to(ScalarType.Double));
    requireRefused(tensors, FC1 + " has type Double; weights must be F32, F16 or BF16");
  }

  @Test
  void notANumberIsRefusedByTheTensorsName() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Map<String, Tensor> tensors = tensors();
      float[] values = new float[256];
      values[255] = value;
      tensors.put(FC1, Tensors.of(values, 32, 8));
      requireRefused(tensors, weights + ": tensor '" + FC1 + "' contains NaN or infinity");
    }
  }

  @Test
  void aTiedHeadThatDiffersIsRefused() {
    Map<String, Tensor> tensors = tensors();
    tensors.put("lm_head.weight", Tensors.of(new float[160], 20, 8));
    requireRefused(tensors, "tensor 'lm_head.weight' differs from model.decoder.embed_tokens");
  }

  @Test
  void twoNamesOfOneParameterAreRefused() throws IOException {
    try (LanguageModel bert = SmallModels.drawn(SmallModels.bert(AttentionMethod.VANILLA))) {
      JsonFile.write(
          folder.resolve("config.json"), SmallModels.bert(AttentionMethod.VANILLA).asMap());
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      List<Spelling> known = SmallModels.bert(AttentionMethod.VANILLA).type().names().spellings();
      Spelling old = known.get(known.size() / 2);
      bert.parameters().asMap().forEach((name, tensor) -> tensors.put(old.inFile(name), tensor));
      tensors.put("bert.embeddings.LayerNorm.weight", Tensors.of(new float[8], 8));
      requireRefused(
          tensors,
          "'bert.embeddings.LayerNorm.gamma'",
          "'bert.embeddings.LayerNorm.weight'",
          "are both bert.embeddings.LayerNorm.weight");
    }
  }

  @Test
  void hugeSizesInConfigTakeNoMemory() {
    config("num_hidden_layers", Integer.MAX_VALUE);
    requireRefused("num_hidden_layers is 2147483647; it must be from 1 to 10000");
    config("num_hidden_layers", 9999);
    requireRefused("num_hidden_layers is 9999, but the weights are 36 tensors");
    config("vocab_size", Integer.MAX_VALUE);
    requireRefused("embed_tokens.weight has shape [20, 8]; config.json requires [2147483647, 8]");
    config("ffn_dim", Integer.MAX_VALUE);
    requireRefused("ffn_dim is 2147483647; it must be from 1 to 16777216");
    config("ffn_dim", 16777216);
    requireRefused("fc2.weight has shape [8, 32]; config.json requires [8, 16777216]");
    config("max_position_embeddings", Integer.MAX_VALUE);
    requireRefused(
        "embed_positions.weight has shape [11, 8]; config.json requires [2147483649, 8]");
  }

  @Test
  void moreLayersThanTheFilesHaveAreMissing() {
    config("num_hidden_layers", 3);
    requireRefused("missing: model.decoder.layers.2.self_attn.k_proj.weight", "missing: 6 more");
  }

  @Test
  void anArchitectureThatIsNotSupportedIsNamedWithThoseThatAre() {
    config("architectures", new String[] {"OPTForSequenceClassification"});
    requireRefused(
        "architectures is OPTForSequenceClassification; with model_type opt it can be"
            + " OPTForCausalLM, OPTModel");
  }

  @Test
  void aHeaderLongerThanAnyFileIsRefused() throws IOException {
    Files.write(
        weights, ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60).array());
    requireRefused("its header has 1152921504606846976 bytes; the limit is");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(weights);
    for (int length = 0; length < whole.length; length += length < 64 ? 1 : 997) {
      Files.write(weights, Arrays.copyOf(whole, length));
      requireRefused(weights.toString());
    }
  }

  /** Bytes of the header and its length are changed, put in and taken out at random. */
  @Test
  void damageIsRefusedOrHarmless() throws IOException {
    byte[] whole = Files.readAllBytes(weights);
    int header = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    float[] output = SmallModels.output(model);
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        damaged[random.nextInt(header)] = (byte) random.nextInt(i % 2 == 0 ? 256 : 128);
      }
      Files.write(weights, damaged);
      try (Checkpoint read = Checkpoint.read(folder)) {
        assertArrayEquals(output, SmallModels.output(read.model()));
      } catch (IllegalArgumentException e) {
        refused++;
        assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
      }
    }
    assertTrue(refused > 300, "refused: " + refused);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'weight_map': {'a': '../model.safetensors'}} | lists the file '../model.safetensors'; it must be a file name",
        "{'weight_map': {'a': '/etc/passwd'}} | lists the file '/etc/passwd'",
        "{'weight_map': {'a': '..'}} | lists the file '..'",
        "{'weight_map': {'a': 'gone.safetensors'}} | there is no file",
        "{'weight_map': {'a': 7}} | has no file name for tensor 'a'",
        "{'weight_map': {'a': 'x', 'a': 'x'}} | Duplicate field 'a'",
        "{'weight_map': {}} | has no weight_map that maps tensors to files",
        "{} | has no weight_map that maps tensors to files",
        "{ | is not JSON",
        "{'weight_map': {'a': 'whole.safetensors'}} | says that tensor 'a' is in whole.safetensors, but it is not",
        "{'weight_map': {'lm': 'one.safetensors', 'FC1': 'whole.safetensors'}} | there is no file",
        "{'weight_map': {'FC1': 'whole.safetensors'}} | does not list tensor '",
      })
  void anIndexThatDoesNotFitItsFilesIsRefused(String json, String message) throws IOException {
    Files.move(weights, folder.resolve("whole.safetensors"));
    Files.writeString(index, json.replace("FC1", FC1).replace('\'', '"'));
    requireRefused(message);
  }

  @Test
  void aTensorInTwoFilesIsRefused() throws IOException {
    new CheckpointWriter(WeightType.F32, 3000).write(folder, OPT, model, null);
    String text = Files.readString(index);
    String first = text.substring(text.indexOf("model-00001"), text.indexOf("model-00001") + 32);
    Path second = folder.resolve(first.replace("00001-of", "00002-of"));
    assertTrue(Files.exists(second), first);
    Files.copy(folder.resolve(first), second, StandardCopyOption.REPLACE_EXISTING);
    requireRefused("' is in ", "00001-of", " and in ", "00002-of");
  }

  @Test
  void aFolderWithoutWeightsOrConfigIsNamed() throws IOException {
    Files.delete(weights);
    requireRefused(folder + " has no weights: there is neither model.safetensors nor");
    Files.delete(folder.resolve("config.json"));
    requireRefused("there is no file " + folder.resolve("config.json"));
  }
}
