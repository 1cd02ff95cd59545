package org.outeffhop.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.tensor.Engine;

class OnnxBenchmarkTest {
  @TempDir private Path folder;

  @Test
  void everySettingHasARowAndIntegersRunWhereTheyShould() throws IOException {
    Engine.start();
    BertConfig config =
        BertConfig.small(50, 128, 1, 2, 8, AttentionConfig.bert(AttentionMethod.OUTEFFHOP));
    OnnxBenchmark.Result result =
        new OnnxBenchmark(
                new OnnxBenchmark.Settings(
                    config, 8, List.of(1, 2), List.of(1), TargetProcessor.ANY, 2),
                (task, done, total) -> {})
            .run(folder);
    assertEquals(6, result.rows().size());
    OnnxRow int8 = result.rows().get(1);
    assertEquals("int8", int8.precision());
    assertEquals(Files.size(folder.resolve("int8.onnx")), int8.bytes());
    assertTrue(int8.size() < 0.35, "the file is " + int8.size() + " times as large");
    assertEquals(3, result.audits().get("int8").after().get("com.microsoft.QGemm"));
    assertEquals(4, result.audits().get("int8").after().get("com.microsoft.MatMulIntegerToFloat"));
    assertEquals(6, result.audits().get("fp32").after().get("Gemm"));
    assertTrue(OnnxRow.table(result.rows()).toString().contains("int8-dynamic"));
  }
}
