package org.outeffhop.training;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * libtorch's {@code aten::_fused_adamw_}, one pass over the memory for a whole group of parameters.
 * The Java bindings do not have it, so it is called through the dispatcher. Call it inside a scope.
 */
final class FusedAdamW {
  private FusedAdamW() {}

  /** The tensors of a group, index by index: contiguous, on one device. */
  record Group(
      List<Tensor> parameters,
      List<Tensor> gradients,
      List<Tensor> expAvgs,
      List<Tensor> expAvgSqs,
      List<Tensor> steps) {}

  /** Updates parameters and moments in place; the caller has counted the steps up. */
  static void update(Group group, AdamW.Config config, double learningRate, double weightDecay) {
    IValueVector arguments = new IValueVector();
    arguments.push_back(list(group.parameters()));
    arguments.push_back(list(group.gradients()));
    arguments.push_back(list(group.expAvgs()));
    arguments.push_back(list(group.expAvgSqs()));
    arguments.push_back(list(List.of()));
    arguments.push_back(list(group.steps()));
    arguments.push_back(new IValue(learningRate));
    arguments.push_back(new IValue(config.beta1()));
    arguments.push_back(new IValue(config.beta2()));
    arguments.push_back(new IValue(weightDecay));
    arguments.push_back(new IValue(config.epsilon()));
    boolean amsgrad = false;
    arguments.push_back(new IValue(amsgrad));
    boolean maximize = false;
    arguments.push_back(new IValue(maximize));
    IValue absent = new IValue();
    arguments.push_back(absent);
    arguments.push_back(absent);
    Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "").callBoxed(arguments);
  }

  private static IValue list(List<Tensor> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
    return new IValue(list);
  }
}
