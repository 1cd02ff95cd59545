package org.outeffhop.model.checkpoint.tensorflow;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorFile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * The variables of Google's BERT under Hugging Face's names, with the matrices of linear layers
 * transposed: a kernel is {@code [in, out]} there and a weight {@code [out, in]} here.
 *
 * <pre>
 * bert/embeddings/word_embeddings                        bert.embeddings.word_embeddings.weight
 * bert/encoder/layer_0/attention/self/query/kernel       bert.encoder.layer.0.attention.self.query.weight
 * bert/encoder/layer_0/attention/output/LayerNorm/gamma  bert.encoder.layer.0.attention.output.LayerNorm.weight
 * cls/predictions/output_bias                            cls.predictions.bias
 * cls/seq_relationship/output_weights                    cls.seq_relationship.weight
 * </pre>
 *
 * <p>What all names have before {@code bert/}, such as {@code module/} in TensorFlow Hub's files,
 * is left out.
 */
public final class BertVariables implements TensorFile {
  private static final String WORDS = "bert/embeddings/word_embeddings";
  private static final String KERNEL = "kernel";

  private final TensorBundle bundle;
  private final Map<String, String> variables = new LinkedHashMap<>();

  private BertVariables(TensorBundle bundle) {
    this.bundle = bundle;
    String prefix = prefix(bundle);
    for (String variable : bundle.names()) {
      String name = variable.startsWith(prefix) ? variable.substring(prefix.length()) : variable;
      String other = variables.put(hugging(name), variable);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s: tensors '%s' and '%s' are both %s"
                .formatted(bundle.path(), other, variable, hugging(name)));
      }
    }
  }

  /**
   * Opens a checkpoint of BERT.
   *
   * @param index the file whose name ends in {@code .index}
   * @throws IllegalArgumentException if it is missing or damaged, or has no BERT
   */
  public static BertVariables open(Path index) {
    TensorBundle bundle = TensorBundle.open(index);
    try {
      return new BertVariables(bundle);
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  private static String prefix(TensorBundle bundle) {
    List<String> words = bundle.names().stream().filter(name -> name.endsWith(WORDS)).toList();
    if (words.size() != 1) {
      throw new IllegalArgumentException(
          "%s holds no BERT as Google wrote it: %d of its %d tensors are called ..%s"
              .formatted(bundle.path(), words.size(), bundle.names().size(), WORDS));
    }
    return words.get(0).substring(0, words.get(0).length() - WORDS.length());
  }

  private static String hugging(String variable) {
    return variable
        .replace('/', '.')
        .replaceFirst("^bert\\.encoder\\.layer_(\\d+)\\.", "bert.encoder.layer.$1.")
        .replaceFirst("^bert\\.embeddings\\.(\\w+_embeddings)$", "bert.embeddings.$1.weight")
        .replaceFirst("^cls\\.(\\w+)\\.output_weights$", "cls.$1.weight")
        .replaceFirst("^cls\\.(\\w+)\\.output_bias$", "cls.$1.bias")
        .replaceFirst("\\.(" + KERNEL + "|gamma)$", ".weight")
        .replaceFirst("\\.beta$", ".bias");
  }

  private String variable(String name) {
    String variable = variables.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(path() + " has no tensor '" + name + "'");
    }
    return variable;
  }

  private boolean isKernel(String name) {
    return variable(name).endsWith("/" + KERNEL) && bundle.shape(variable(name)).length == 2;
  }

  @Override
  public Path path() {
    return bundle.path();
  }

  @Override
  public List<Path> paths() {
    return bundle.paths();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(variables.keySet());
  }

  @Override
  public long[] shape(String name) {
    long[] shape = bundle.shape(variable(name));
    return isKernel(name) ? new long[] {shape[1], shape[0]} : Arrays.copyOf(shape, shape.length);
  }

  @Override
  public ScalarType type(String name) {
    return bundle.type(variable(name));
  }

  @Override
  public String typeName(String name) {
    return bundle.typeName(variable(name));
  }

  @Override
  public Tensor read(String name) {
    if (!isKernel(name)) {
      return bundle.read(variable(name));
    }
    try (TensorScope scope = TensorScope.open()) {
      // The weight is allocated before the kernel, which is freed behind it then. Otherwise the
      // allocator is left with a hole in front of each weight, a third of the file in all.
      Tensor weight = Tensors.empty(type(name), shape(name));
      return scope.keep(weight.copy_(bundle.read(variable(name)).t()));
    }
  }

  @Override
  public List<String> ignored() {
    return bundle.ignored();
  }

  @Override
  public void close() {
    bundle.close();
  }
}
