package org.outeffhop.training.resume;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.SafeTensorsFile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A checkpoint as a safetensors file. Its metadata hold the numbers and, as {@value #CHECKSUM}, the
 * SHA-256 of everything else: names, numbers, shapes, types and elements.
 */
final class StateFile {
  static final String CHECKSUM = "sha256";

  private StateFile() {}

  /** The bytes of the file. */
  static AtomicFile.Content content(Path file, TrainingState state) {
    Map<String, SafeTensors.Source> sources = new LinkedHashMap<>();
    state
        .tensors()
        .forEach(
            (name, tensor) ->
                sources.put(name, SafeTensors.Source.of(tensor, Tensors.type(tensor))));
    Map<String, String> metadata = new TreeMap<>(state.values());
    metadata.put(CHECKSUM, checksum(state));
    return SafeTensors.content(file, sources, metadata);
  }

  /**
   * Reads a file and checks it; the tensors belong to the scope around.
   *
   * @throws IllegalArgumentException if it is damaged, naming it
   */
  static TrainingState read(Path file) {
    try (SafeTensorsFile reader = SafeTensorsFile.open(file)) {
      TrainingState state = new TrainingState();
      reader.names().forEach(name -> state.put(name, reader.read(name)));
      reader.metadata().forEach(state::putText);
      String said = reader.metadata().get(CHECKSUM);
      String found = checksum(state);
      if (!found.equals(said)) {
        throw new IllegalArgumentException(
            "%s is damaged: its checksum is %s, but it records %s".formatted(file, found, said));
      }
      return state;
    }
  }

  private static String checksum(TrainingState state) {
    Fingerprint sum = new Fingerprint();
    state
        .values()
        .forEach(
            (name, value) -> {
              if (!name.equals(CHECKSUM)) {
                sum.add(name).add(value);
              }
            });
    state.tensors().forEach((name, tensor) -> add(sum, name, tensor));
    return sum.toHex();
  }

  private static void add(Fingerprint sum, String name, Tensor tensor) {
    sum.add(name).add(Tensors.type(tensor).toString());
    Arrays.stream(Tensors.shape(tensor)).forEach(sum::add);
    try (TensorScope scope = TensorScope.open()) {
      for (ByteBuffer bytes : Tensors.bytes(tensor.detach().cpu().contiguous())) {
        sum.add(bytes);
      }
    }
  }
}
