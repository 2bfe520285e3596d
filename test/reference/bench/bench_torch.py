"""PyTorch with torchvision's networks: the clean step on random tensors, eagerly, in channels-last order."""
from measuring import Unsupported, answer, peak_megabytes, random_batches, repeat

NETWORKS = {
    "mobilenet-v2": lambda given: ("mobilenet_v2", {"width_mult": given["alpha"]}),
    "densenet": lambda given: ("densenet" + given["variant"], {}),
    "efficientnet": lambda given: ("efficientnet_" + given["variant"], {}),
    "resnet": lambda given: ("resnet" + given["variant"], {}),
    "resnext": lambda given: ({"50": "resnext50_32x4d", "101": "resnext101_32x4d"}[given["variant"]], {}),
}


def fit(request):
    import torch
    import torchvision

    name, more = NETWORKS.get(request["architecture"], lambda _: (None, {}))(request["params"])
    if not hasattr(torchvision.models, name or ""):
        raise Unsupported(f"{request['architecture']} is not in torchvision")
    network = getattr(torchvision.models, name)(weights=None, num_classes=request["classes"], **more)
    network = network.train().to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    images, labels = random_batches(request, request["batch"])
    images = torch.from_numpy(images).permute(0, 3, 1, 2)
    labels = torch.from_numpy(labels).long()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    seconds = repeat(step, request["seconds"])
    return {"imagesPerSecond": request["batch"] / seconds, "peakMegabytes": peak_megabytes()}


if __name__ == "__main__":
    answer({"fit": fit}, "torch")
