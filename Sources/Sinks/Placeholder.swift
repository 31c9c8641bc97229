import Mustache
import CCurl
import CSystemd
import COpenSSL
