"""What ends a conversation with the model for good."""


class ModelRefused(Exception):
    """The API does not let this client go on, and no further try can help.

    Attributes:
        code: the API's, such as ``insufficient_quota``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message or code)
        self.code = code
