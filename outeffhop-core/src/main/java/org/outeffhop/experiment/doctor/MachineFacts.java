package org.outeffhop.experiment.doctor;

import ai.onnxruntime.OrtEnvironment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.machine.Processor;
import org.outeffhop.runtime.OnnxRuntime;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Machine;

/** What this process runs on. */
public final class MachineFacts {
  private static final Pattern BLAS = Pattern.compile("BLAS_INFO=(\\w+)");

  private MachineFacts() {}

  /** By name, in the order in which they are printed. */
  public static Map<String, String> gather() {
    Engine.start();
    Map<String, String> facts = new LinkedHashMap<>(Machine.describe());
    facts.putAll(Machine.versions());
    String build = torch.show_config().getString();
    facts.put("vector instructions", torch.get_cpu_capability().getString());
    facts.put("eight-bit products", TargetProcessor.kernels(Processor.ofThisMachine()));
    Matcher blas = BLAS.matcher(build);
    facts.put("BLAS of the build", blas.find() ? blas.group(1) : "unknown");
    facts.put("threads of an operation", String.valueOf(torch.get_num_threads()));
    facts.put("GPU", torch.cuda_is_available() ? torch.cuda_device_count() + " by CUDA" : "none");
    facts.put("ONNX Runtime", onnxRuntime());
    facts.putAll(Machine.environment());
    return facts;
  }

  private static String onnxRuntime() {
    try {
      return OnnxRuntime.environment().getVersion()
          + ", providers "
          + OrtEnvironment.getAvailableProviders().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
    } catch (UnsatisfiedLinkError e) {
      return "cannot be loaded: " + e.getMessage();
    }
  }
}
