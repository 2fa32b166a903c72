import time
from tests.security.conftest import *
from tests.security.places import *
from tests.security.test_odd_input import FIELDS
import traceback
def test_probe(world, allround):
    world.app.config["PROPAGATE_EXCEPTIONS"]=True
    out=[]
    for page in routes("GET"):
        for v in ("9"*5000,"é"*20000, "99999999999999999999"):
            t=time.process_time()
            try:
                a=allround.get(address(page, world.refs), query_string=dict.fromkeys(FIELDS, v)); a.close(); st=a.status_code
            except Exception as e:
                st=traceback.format_exc().splitlines()
                st="".join(l for l in st[-14:] if "precursors" in l or "Error" in l)[:600]
            d=time.process_time()-t
            if d>0.3 or st in (500,) or isinstance(st,str): out.append((page, v[:3],len(v), round(d,2), st))
    for v in ("9"*5000,"99999999999999999999"):
        for form in ("/shipments/new","/account/factors/passkey/answer","/sign-in/passkey/answer"):
            if form!="/shipments/new": continue
            try:
                a=allround.post(form, data=dict.fromkeys(FIELDS, v)|{"step":"check"})
            except Exception as e:
                out.append((form, v[:3],len(v), traceback.format_exc()[-1500:]))
    print("\n".join(map(str,out)))
