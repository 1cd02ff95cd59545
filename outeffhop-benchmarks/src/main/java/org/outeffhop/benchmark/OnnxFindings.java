package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.outeffhop.export.FusionAudit;
import org.outeffhop.machine.Processor;
import org.outeffhop.runtime.TargetProcessor;

/** The targets for eight bits in ONNX Runtime, and whether the rows reach them. */
public final class OnnxFindings {
  private static final double SPEEDUP = 2;
  private static final double SIZE = 0.3;
  private static final String INT8 = "int8";

  private OnnxFindings() {}

  /** A sentence for each aim, and where one of speed is missed, what stands in the way. */
  public static List<String> of(OnnxBenchmark.Result result) {
    List<OnnxRow> int8 = rows(result, INT8);
    List<OnnxRow> dynamic = rows(result, "int8-dynamic");
    List<String> findings = new ArrayList<>();
    boolean fast = true;
    for (int i = 0; i < int8.size(); i++) {
      double toFp32 = int8.get(i).speedup();
      double toDynamic = dynamic.get(i).latency().median() / int8.get(i).latency().median();
      fast &= toFp32 >= SPEEDUP && toDynamic >= 1;
      findings.add(
          format(
              "%d threads, batch %d: int8 is %.2f times as fast as fp32 (target 2: %s) and %.2f times as fast as int8-dynamic (target 1: %s)",
              int8.get(i).threads(),
              int8.get(i).batch(),
              toFp32,
              reached(toFp32 >= SPEEDUP),
              toDynamic,
              reached(toDynamic >= 1)));
    }
    double size = int8.get(0).size();
    findings.add(
        format(
            "The int8 file is %.3f times the size of the fp32 file (target 0.3: %s)",
            size, reached(size <= SIZE)));
    if (!fast) {
      findings.add("Integer kernels: " + TargetProcessor.kernels(Processor.ofThisMachine()));
      result.audits().get(INT8).missed().forEach(missed -> findings.add(missed(missed)));
    }
    return findings;
  }

  private static List<OnnxRow> rows(OnnxBenchmark.Result result, String precision) {
    return result.rows().stream().filter(row -> row.precision().equals(precision)).toList();
  }

  private static String missed(FusionAudit.Missed missed) {
    return format("Not fused: %d times %s: %s", missed.count(), missed.operator(), missed.reason());
  }

  private static String reached(boolean is) {
    return is ? "reached" : "missed";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
