package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;

/** A BERT's folder whose weights PyTorch saved, as {@code pytorch/make.py} says. */
class PyTorchCheckpointTest {
  private static final BertConfig BERT = SmallModels.bert(AttentionMethod.OUTEFFHOP);

  @TempDir private Path folder;
  private float[] expected;

  @BeforeEach
  void writeConfigAndReadTheSameWeightsFromSafetensors() throws IOException {
    JsonFile.write(folder.resolve("config.json"), BERT.asMap());
    Path safetensors = copy("bert.safetensors", "plain.safetensors");
    try (TensorScope scope = TensorScope.open();
        LanguageModel model = BERT.create()) {
      Map<String, Tensor> tensors = SafeTensors.read(safetensors);
      model.parameters().load(tensors);
      expected = SmallModels.output(model);
    }
    Files.delete(safetensors);
  }

  private Path copy(String resource, String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = getClass().getResourceAsStream("/pytorch/" + resource)) {
      Files.copy(in, file);
    }
    return file;
  }

  private void requireRead() {
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertArrayEquals(expected, SmallModels.output(read.model()));
      assertEquals(Map.of("F32", read.model().parameters().count()), read.contents().types());
      assertEquals(List.of("bert.embeddings.position_ids"), read.contents().leftOut());
    }
  }

  private String refused() {
    return assertThrows(IllegalArgumentException.class, () -> Checkpoint.read(folder)).getMessage();
  }

  @Test
  void theSingleFileIsRead() throws IOException {
    copy("bert.bin", "pytorch_model.bin");
    requireRead();
  }

  @Test
  void aFileOfAnyNameIsReadWhereItIsTheOnlyOne() throws IOException {
    copy("bert.bin", "step_100.pt");
    copy("harm.pt", "optimizer.pt");
    copy("harm.pt", "rng_state_0.pth");
    requireRead();
    copy("bert.bin", "step_200.pth");
    assertEquals(
        folder + " has several files that could be its weights: step_100.pt, step_200.pth",
        refused());
  }

  @Test
  void anIndexListsWhereTensorsAre() throws IOException {
    Path whole = copy("bert.bin", "pytorch_model-00001-of-00001.bin");
    Path index = folder.resolve("pytorch_model.bin.index.json");
    Map<String, String> places = new TreeMap<>();
    try (CheckpointWeights files = CheckpointWeights.open(withoutIndex(whole))) {
      files.names().forEach(name -> places.put(name, whole.getFileName().toString()));
    }
    JsonFile.write(index, Map.of("weight_map", places));
    requireRead();
    places.remove("cls.predictions.bias");
    JsonFile.write(index, Map.of("weight_map", places));
    assertEquals(index + " does not list tensor 'cls.predictions.bias' of " + whole, refused());
  }

  /** A folder with the same file, whose only one it is. */
  private Path withoutIndex(Path whole) throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(whole, other.resolve("only.pt"));
    return other;
  }

  @Test
  void safetensorsArePreferred() throws IOException {
    copy("harm.pt", "pytorch_model.bin");
    assertTrue(refused().contains(".system; only dictionaries"), refused());
    copy("bert.safetensors", "model.safetensors");
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertArrayEquals(expected, SmallModels.output(read.model()));
      assertEquals(List.of(), read.contents().leftOut());
    }
  }

  @Test
  void aStateDictOfAnotherModelIsRefusedByNames() throws IOException {
    copy("wrapped.pt", "model.pt");
    assertTrue(refused().contains("unknown: module.weight (nearest: "), refused());
    try (CheckpointWeights files = CheckpointWeights.open(folder)) {
      assertEquals(List.of("epoch", "optimizer"), files.ignored());
      assertEquals(List.of(folder.resolve("model.pt")), files.paths());
    }
  }
}
