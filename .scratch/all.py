import boto3, json, sys
ep=sys.argv[1]
kw=dict(endpoint_url=ep,region_name='eu-west-1',aws_access_key_id='AKIA111122223333',aws_secret_access_key='sandbox')
def t(f):
    try:
        r=f(); r.pop('ResponseMetadata',None); print(str(r)[:300])
    except Exception as e: print('EXC',type(e).__name__,str(e)[:300])
t(lambda: boto3.client('sts',**kw).get_caller_identity())
t(lambda: boto3.client('cloudtrail',**kw).lookup_events(MaxResults=1))
t(lambda: boto3.client('kms',**kw).list_keys())
t(lambda: boto3.client('kms',**kw).describe_key(KeyId='nope'))
t(lambda: boto3.client('lambda',**kw).list_functions())
t(lambda: boto3.client('lambda',**kw).get_function(FunctionName='x'))
t(lambda: boto3.client('secretsmanager',**kw).list_secrets())
t(lambda: boto3.client('cloudwatch',**kw).list_metrics())
t(lambda: boto3.client('pricing',**kw).describe_services())
t(lambda: boto3.client('iam',**kw).get_role(RoleName='StrongroomOperator'))
kw['aws_secret_access_key']='wrong'
t(lambda: boto3.client('kms',**kw).list_keys())
t(lambda: boto3.client('lambda',**kw).list_functions())
t(lambda: boto3.client('sts',**kw).get_caller_identity())
kw['aws_access_key_id']='AKIAX'
t(lambda: boto3.client('kms',**kw).list_keys())
t(lambda: boto3.client('sts',**kw).get_caller_identity())
